/** The only owner of native memory, the only way to it, and the settings of the engine. */
@NullMarked
package io.diglm.torch;

import org.jspecify.annotations.NullMarked;
