package dev.swarm.shared.edit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeFormatter;
import org.eclipse.jgit.merge.MergeResult;

/**
 * A three-way merge of one text, line by line, as {@code git merge} does it.
 *
 * @param text the merged bytes, with conflict markers where both sides changed the same lines
 * @param conflicts whether there are any
 */
record TextMerge(byte[] text, boolean conflicts) {
  /**
   * Carries what lies between two texts over to a third.
   *
   * @param from what the change began at
   * @param to what it made of it
   * @param onto what it is put on
   */
  static TextMerge of(byte[] from, byte[] to, byte[] onto) {
    MergeResult<RawText> merged =
        new MergeAlgorithm(new HistogramDiff())
            .merge(
                RawTextComparator.DEFAULT, new RawText(from), new RawText(onto), new RawText(to));
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      new MergeFormatter()
          .formatMerge(
              text, merged, List.of("where it began", "what stands here", "the change"), UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new TextMerge(text.toByteArray(), merged.containsConflicts());
  }
}
