package io.diglm.server;

import com.google.gson.JsonObject;
import io.diglm.json.Json;
import java.time.Clock;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;

/** Writes one line of JSON per request. */
final class AccessLog {
  private static final int LONGEST_PATH = 200;

  private final Consumer<String> to;
  private final Clock clock;

  AccessLog(Consumer<String> to, Clock clock) {
    this.to = to;
    this.clock = clock;
  }

  void add(Call call) {
    String path = call.request().getHttpURI().getPath();
    JsonObject line = new JsonObject();
    line.addProperty("time", clock.instant().toString());
    line.addProperty("id", call.id());
    line.addProperty("client", Request.getRemoteAddr(call.request()));
    line.addProperty("method", call.request().getMethod());
    line.addProperty("path", path.substring(0, Math.min(path.length(), LONGEST_PATH)));
    line.addProperty("status", call.response().getStatus());
    line.addProperty("seconds", Math.round(call.seconds() * 1e6) / 1e6);
    answered(line, call.model(), call.version(), call.rows());
    to.accept(Json.text(line));
  }

  /** A request that came by another transport. */
  void add(Inference.Done done) {
    JsonObject line = new JsonObject();
    line.addProperty("time", clock.instant().toString());
    line.addProperty("client", done.client());
    line.addProperty("method", done.transport());
    line.addProperty("path", done.kind());
    line.addProperty("status", done.status());
    line.addProperty("seconds", Math.round(done.seconds() * 1e6) / 1e6);
    answered(line, done.model(), done.version(), done.rows());
    to.accept(Json.text(line));
  }

  private static void answered(JsonObject line, String model, String version, long rows) {
    if (!model.isEmpty()) {
      line.addProperty("model", model);
      line.addProperty("version", version);
      line.addProperty("rows", rows);
    }
  }
}
