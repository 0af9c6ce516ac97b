package dev.swarm.trainer.data;

import java.io.IOException;
import java.util.List;

/**
 * What becomes one file of tokens: a share of the documents of some sources, in their order.
 *
 * @param name of the file of tokens, without its ending
 * @param sources in the order they are read in
 * @param from documents count that end after this part of the sources' size, 0 to 1
 * @param to documents count that end at or before this part, 0 to 1
 */
record Part(String name, List<DocumentSource> sources, double from, double to) {
  /** Part of given texts that is trained on; what ends later is for validation. */
  static final double TRAINING_SHARE = 0.9;

  static Part whole(String name, DocumentSource source) {
    return new Part(name, List.of(source), 0, 1);
  }

  static Part training(List<DocumentSource> sources) {
    return new Part("training", sources, 0, TRAINING_SHARE);
  }

  static Part validation(List<DocumentSource> sources) {
    return new Part("validation", sources, TRAINING_SHARE, 1);
  }

  /** Hands over the part's documents until none is wanted. */
  void read(DocumentSource.Sink sink) throws IOException {
    double total = Math.max(1, sources.stream().mapToLong(DocumentSource::size).sum());
    double before = 0;
    boolean[] wanted = {true};
    for (DocumentSource source : sources) {
      double begin = before / total;
      double share = source.size() / total;
      before += source.size();
      if (wanted[0] && begin < to && begin + share >= from) {
        source.read(
            (end, document) -> {
              double at = begin + end * share;
              if (at > to && to < 1) {
                wanted[0] = false;
              } else if (at > from || from == 0) {
                wanted[0] = sink.accept(at, document);
              }
              return wanted[0];
            });
      }
    }
  }
}
