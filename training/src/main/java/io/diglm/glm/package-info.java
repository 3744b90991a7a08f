/**
 * The GLM on z while it trains: families, terms of the objective, posteriors. Knows nothing of
 * flows.
 */
@NullMarked
package io.diglm.glm;

import org.jspecify.annotations.NullMarked;
