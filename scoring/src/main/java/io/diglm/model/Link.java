package io.diglm.model;

/** Link functions: g(mean) = eta. */
public enum Link {
  IDENTITY,
  LOG,
  LOGIT,
  PROBIT,
  CLOGLOG,
  SQRT,
  INVERSE,
  SOFTPLUS
}
