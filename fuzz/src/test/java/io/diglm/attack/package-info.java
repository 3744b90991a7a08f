/** What an attack of some thousand inputs finds: {@code .ci/attack}. */
@NullMarked
package io.diglm.attack;

import org.jspecify.annotations.NullMarked;
