/**
 * The experiments of the paper. Each runs, compares its figures with published ones, and draws its
 * pictures in the same way.
 */
@NullMarked
package io.diglm.experiments;

import org.jspecify.annotations.NullMarked;
