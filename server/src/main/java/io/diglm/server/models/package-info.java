/** The models that are served: loading, replacement while in use, and prediction. */
@NullMarked
package io.diglm.server.models;

import org.jspecify.annotations.NullMarked;
