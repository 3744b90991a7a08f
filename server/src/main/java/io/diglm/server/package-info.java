/** A model server, which answers HTTP requests with the predictions of models. */
@NullMarked
package io.diglm.server;

import org.jspecify.annotations.NullMarked;
