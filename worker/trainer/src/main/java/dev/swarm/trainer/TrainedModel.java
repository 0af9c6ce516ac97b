package dev.swarm.trainer;

/**
 * What a training returns to be scored.
 *
 * @param model the function that the harness evaluates
 * @param parameterCount number of trained values, for the summary
 * @param depth number of layers, for the summary
 */
public record TrainedModel(LanguageModel model, long parameterCount, int depth) {}
