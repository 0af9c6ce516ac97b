package dev.swarm.shared.phrase;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules by the words that a text must hold for them, so that most are passed over at once. */
final class RuleBook {
  private final Map<String, List<Rule>> rules;

  RuleBook(List<Rule> rules) {
    this.rules =
        rules.stream()
            .collect(Collectors.groupingBy(Rule::name, LinkedHashMap::new, Collectors.toList()));
  }

  /** The different meanings that a text has by these rules; none where no rule explains it. */
  Set<List<Setting>> read(String text) {
    Set<List<Setting>> meanings = new LinkedHashSet<>();
    rules.forEach(
        (name, named) -> {
          if (text.contains(name)) {
            named.forEach(rule -> rule.read(text).ifPresent(meanings::add));
          }
        });
    return meanings;
  }
}
