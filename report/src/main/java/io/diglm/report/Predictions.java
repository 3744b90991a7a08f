package io.diglm.report;

/** What the model answered for the test rows (validation rows where there is no test set). */
public sealed interface Predictions permits NumericPredictions, ClassPredictions, NoPredictions {}
