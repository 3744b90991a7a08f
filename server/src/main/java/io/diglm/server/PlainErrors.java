package io.diglm.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import io.diglm.json.Json;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Reports requests that Jetty itself refuses, such as one with a header that is too long, in the
 * same form as all others.
 */
final class PlainErrors extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Reply.JSON);
    // Jetty ends some of these connections, and a client that is not told would use one again.
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    response.write(true, ByteBuffer.wrap(body(status, "")), callback);
    return true;
  }

  @SuppressWarnings("removal") // Jetty 12.1 still calls it
  @Override
  public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
    fields.put(HttpHeader.CONTENT_TYPE, Reply.JSON);
    return ByteBuffer.wrap(body(status, Optional.ofNullable(reason).orElse("")));
  }

  private static byte[] body(int status, String reason) {
    String meaning = HttpStatus.getMessage(status);
    JsonObject json = new JsonObject();
    json.addProperty(
        "error",
        "request must be HTTP that this server takes, got %d %s%s"
            .formatted(
                status,
                meaning,
                reason.isEmpty() || reason.equals(meaning) ? "" : " (" + reason + ")"));
    return Json.text(json).getBytes(UTF_8);
  }
}
