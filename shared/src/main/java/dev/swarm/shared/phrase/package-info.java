/**
 * Reads what the free texts of foreign ledgers state, by a written table, {@code phrases.tsv}: a
 * description is understood when all of it is explained by lines of that table in one way only.
 *
 * <pre>{@code
 * // One description: what it sets, or nothing where it is not understood.
 * Optional<StatedChange> change = Phrases.table().understand("matrix LR 0.04 -> 0.02");
 *
 * // A whole log, with values that a row leaves out filled in from the rows kept before it.
 * StatedLog h100 = StatedLog.of(Phrases.table(), reading.rows());
 * h100.coverage(); // "121 of 126 rows understood, 1 of them a baseline"
 *
 * // Two logs of different machines: what both tried, what only one kept.
 * LogComparison comparison = LogComparison.of(h100, mac);
 * }</pre>
 *
 * <p>All of it is immutable and free of input and output but for the table, a class path resource.
 */
package dev.swarm.shared.phrase;
