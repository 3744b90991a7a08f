/** What a model learns and how its loss is differentiated: parameters, flows, objective. */
@NullMarked
package io.diglm.gradient;

import org.jspecify.annotations.NullMarked;
