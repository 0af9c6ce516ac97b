package dev.swarm.trainer.data;

import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server's answer means for a download.
 *
 * @param kind what to do with it
 * @param begin place in the file of the body's first byte
 * @param total bytes of the whole file, -1 where the server does not tell
 * @param sha256 checksum of the whole file in hexadecimal digits, where the server tells it
 */
record Answer(Kind kind, long begin, long total, Optional<String> sha256) {
  /** What can be done with an answer. */
  enum Kind {
    /** The body is the file from {@link Answer#begin} on. */
    CONTENT,
    /** The file has no more bytes than were there already. */
    BEYOND,
    /** Asking again later may help. */
    LATER,
    /** Asking again does not help. */
    REFUSED
  }

  private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+|\\*)");
  private static final Pattern SHA256 = Pattern.compile("\"?([0-9a-fA-F]{64})\"?");

  /**
   * Reads an answer.
   *
   * @param have bytes that were there when it was asked for
   */
  static Answer of(HttpResponse<?> response, long have) {
    Optional<Matcher> range =
        response.headers().firstValue("Content-Range").map(RANGE::matcher).filter(Matcher::matches);
    long total =
        range
            .map(match -> match.group(2))
            .filter(text -> !text.equals("*"))
            .map(Long::parseLong)
            .orElse(-1L);
    Optional<String> sha256 = sha256(response);
    int status = response.statusCode();
    if (status == 200) {
      long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      return new Answer(Kind.CONTENT, 0, length, sha256);
    }
    if (status == 206) {
      long begin = range.map(match -> match.group(1)).map(Long::parseLong).orElse(-1L);
      return new Answer(begin == have ? Kind.CONTENT : Kind.LATER, begin, total, sha256);
    }
    if (status == 416) {
      return new Answer(Kind.BEYOND, have, total, sha256);
    }
    boolean passing = status == 408 || status == 429 || status >= 500;
    return new Answer(passing ? Kind.LATER : Kind.REFUSED, 0, -1, sha256);
  }

  /** The hub tells a large file's checksum in the answer that redirects to its storage. */
  private static Optional<String> sha256(HttpResponse<?> response) {
    for (String name : new String[] {"X-Linked-ETag", "ETag"}) {
      Optional<String> found =
          response
              .headers()
              .firstValue(name)
              .map(SHA256::matcher)
              .filter(Matcher::matches)
              .map(match -> match.group(1).toLowerCase(Locale.ROOT));
      if (found.isPresent()) {
        return found;
      }
    }
    return response.previousResponse().flatMap(Answer::sha256);
  }
}
