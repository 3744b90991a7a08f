package io.diglm.report;

/** The predictions for the test rows (for the validation rows if there is no test set). */
public sealed interface Predictions permits NumericPredictions, ClassPredictions, NoPredictions {}
