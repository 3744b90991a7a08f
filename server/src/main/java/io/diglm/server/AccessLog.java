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
    if (!call.model().isEmpty()) {
      line.addProperty("model", call.model());
      line.addProperty("version", call.version());
      line.addProperty("rows", call.rows());
    }
    to.accept(Json.text(line));
  }
}
