/** The model file and what it says: configuration, schema, weights, provenance. */
@NullMarked
package io.diglm.model;

import org.jspecify.annotations.NullMarked;
