/** The uncertainty of coefficients, and answers averaged over it. */
@NullMarked
package io.diglm.posterior;

import org.jspecify.annotations.NullMarked;
