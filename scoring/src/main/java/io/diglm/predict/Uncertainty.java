package io.diglm.predict;

/**
 * What of a prediction's uncertainty no data could take away, and what more data could: the law of
 * total variance over the posterior of the coefficients.
 *
 * @param noise for a number the deviation of y were the coefficients known, in units of y: the root
 *     of E[Var(y | beta)]; for a class the expected entropy in nats
 * @param model for a number the deviation of the mean for want of data, in units of y: the root of
 *     Var(E[y | beta]), which grows far from the training data; for a class the information in nats
 *     that y would give about beta (Houlsby et al. 2011)
 */
public record Uncertainty(double noise, double model) {}
