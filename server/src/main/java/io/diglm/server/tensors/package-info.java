/**
 * The Open Inference Protocol, version 2: tensors as JSON and bytes, and their conversion to rows.
 */
@NullMarked
package io.diglm.server.tensors;

import org.jspecify.annotations.NullMarked;
