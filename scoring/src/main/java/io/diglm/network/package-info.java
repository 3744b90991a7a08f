/** The network of a model: rows in, features, linear predictors and log p(x) out. */
@NullMarked
package io.diglm.network;

import org.jspecify.annotations.NullMarked;
