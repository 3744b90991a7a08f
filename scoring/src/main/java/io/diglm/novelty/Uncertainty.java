package io.diglm.novelty;

/**
 * The uncertainty of a prediction in two parts: noise, which no data could reduce, and the part
 * that more data could reduce. They follow from the law of total variance over the posterior of the
 * coefficients, over the members of an ensemble, or over both.
 *
 * @param noise for a number, the standard deviation that y would have if the coefficients were
 *     known, in units of y: the root of E[Var(y | beta)]; for a class, the expected entropy in nats
 * @param model for a number, the standard deviation of the mean that comes from a lack of data, in
 *     units of y: the root of Var(E[y | beta]), which grows far from the training data; for a
 *     class, the information in nats that y would give about beta (Houlsby et al. 2011)
 */
public record Uncertainty(double noise, double model) {}
