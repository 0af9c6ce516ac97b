/**
 * Compares hardware classes: what each came to, which discoveries hold on all of them, what came of
 * the changes that were carried from one to another. Pure; the order in which results arrive never
 * changes what is said. Metrics of different classes are different tasks and are never ranked: what
 * is compared across them is improvement over the own baseline, and who won or lost.
 */
package dev.swarm.shared.comparison;
