/** The one owner of native memory, the one door to it, and the engine's settings. */
@NullMarked
package io.diglm.torch;

import org.jspecify.annotations.NullMarked;
