package io.diglm.report;

/** The predictions of a model of p(x) alone: none. */
public record NoPredictions() implements Predictions {}
