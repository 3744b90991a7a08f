/** An alarm over a stream of rows that may be looked at any time: scores in, evidence out. */
@NullMarked
package io.diglm.watch;

import org.jspecify.annotations.NullMarked;
