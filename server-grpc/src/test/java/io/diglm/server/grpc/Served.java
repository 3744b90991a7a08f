package io.diglm.server.grpc;

import io.diglm.schema.TableColumn;
import io.diglm.server.ModelServer;
import io.diglm.server.ServerConfig;
import io.diglm.server.models.ModelSource;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The golden model behind both servers, and a client of the one that speaks gRPC.
 *
 * @param expected the answers to {@link Requests#ROWS}
 */
record Served(
    ServerConfig config,
    ModelServer http,
    GrpcServer grpc,
    ManagedChannel channel,
    List<TableColumn> expected)
    implements AutoCloseable {
  static Served start(Path folder) throws Exception {
    Path model = Requests.model(folder);
    ServerConfig config = ServerConfig.of(new ModelSource("golden", "7", model));
    ModelServer http = ModelServer.start(config);
    GrpcServer grpc = GrpcServer.start(http.inference(), config, 0);
    return new Served(config, http, grpc, Requests.channel(grpc), Requests.expected(model));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    grpc.close();
    http.close();
  }
}
