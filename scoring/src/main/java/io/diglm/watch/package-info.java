/** An alarm over a stream of rows that may be checked at any time: scores in, evidence out. */
@NullMarked
package io.diglm.watch;

import org.jspecify.annotations.NullMarked;
