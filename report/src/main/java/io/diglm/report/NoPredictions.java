package io.diglm.report;

/** A model of p(x) alone answers nothing. */
public record NoPredictions() implements Predictions {}
