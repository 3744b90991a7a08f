/**
 * Why a model answers as it does: what columns contribute, which rows are alike, and which row near
 * by would be accepted.
 */
@NullMarked
package io.diglm.explain;

import org.jspecify.annotations.NullMarked;
