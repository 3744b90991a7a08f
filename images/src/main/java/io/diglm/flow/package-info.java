/** Normalizing flows: invertible maps and the volume they change. */
@NullMarked
package io.diglm.flow;

import org.jspecify.annotations.NullMarked;
