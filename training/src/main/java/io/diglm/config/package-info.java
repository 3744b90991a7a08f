/** Everything that decides a fit, in groups of settings. */
@NullMarked
package io.diglm.config;

import org.jspecify.annotations.NullMarked;
