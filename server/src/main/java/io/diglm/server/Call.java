package io.diglm.server;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** One request and its answer, which is given only once. */
final class Call {
  private final Request request;
  private final Response response;
  private final Callback callback;
  private final String id;
  private final long begun = System.nanoTime();
  private final AtomicBoolean answered = new AtomicBoolean();
  private String kind = "other";
  private String model = "";
  private String version = "";
  private long rows;

  Call(Request request, Response response, Callback callback, String id) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.id = id;
  }

  Request request() {
    return request;
  }

  Response response() {
    return response;
  }

  Callback callback() {
    return callback;
  }

  String id() {
    return id;
  }

  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  /** Returns the kind of the request, one of a few words. */
  String kind() {
    return kind;
  }

  String model() {
    return model;
  }

  String version() {
    return version;
  }

  long rows() {
    return rows;
  }

  void kind(String kind) {
    this.kind = kind;
  }

  void answeredBy(String model, String version) {
    this.model = model;
    this.version = version;
  }

  void addRows(long more) {
    rows += more;
  }

  /** Returns a header; empty if it is absent. */
  Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /** Returns a query parameter; empty if it is absent. One that is repeated is a list. */
  Optional<String> query(String name) {
    Fields.Field field = Request.extractQueryParameters(request).get(name);
    return Optional.ofNullable(field).map(all -> String.join(",", all.getValues()));
  }

  /** Returns whether this is the first to answer. */
  boolean claim() {
    return answered.compareAndSet(false, true);
  }

  void reply(Reply reply) {
    if (!claim()) {
      return;
    }
    response.setStatus(reply.status());
    for (Map.Entry<String, String> header : reply.headers().entrySet()) {
      response.getHeaders().put(header.getKey(), header.getValue());
    }
    if (!reply.headers().containsKey(HttpHeader.CONNECTION.asString())
        && !request.consumeAvailable()) {
      // Jetty will close a connection whose body was not read; a client must not use it again.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
    response
        .getHeaders()
        .put(new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, reply.body().length));
    boolean head = request.getMethod().equals("HEAD");
    response.write(true, ByteBuffer.wrap(head ? new byte[0] : reply.body()), callback);
  }
}
