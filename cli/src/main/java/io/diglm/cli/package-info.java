/** The diglm command. */
@NullMarked
package io.diglm.cli;

import org.jspecify.annotations.NullMarked;
