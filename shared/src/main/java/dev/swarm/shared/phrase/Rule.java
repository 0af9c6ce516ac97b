package dev.swarm.shared.phrase;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern and what a text that matches it sets.
 *
 * @param name words that a text which matches holds
 * @param pattern of the whole text, with a space before it
 * @param meaning what a match sets; empty where its values make no sense
 */
record Rule(String name, Pattern pattern, Function<Matcher, Optional<List<Setting>>> meaning) {
  Optional<List<Setting>> read(String text) {
    Matcher matcher = pattern.matcher(" " + text);
    return matcher.matches() ? meaning.apply(matcher) : Optional.empty();
  }
}
