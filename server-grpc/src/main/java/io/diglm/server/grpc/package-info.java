/** The Open Inference Protocol over gRPC. */
@NullMarked
package io.diglm.server.grpc;

import org.jspecify.annotations.NullMarked;
