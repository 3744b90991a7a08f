/** The network of a model, which maps rows to features, linear predictors and log p(x). */
@NullMarked
package io.diglm.network;

import org.jspecify.annotations.NullMarked;
