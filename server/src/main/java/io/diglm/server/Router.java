package io.diglm.server;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** Finds the action for a method and a path. Paths name models, never files. */
final class Router {
  private final ProtocolRoutes protocol;
  private final RowRoutes rows;
  private final InfoRoutes info;
  private final PageFiles page;
  private final Metrics metrics;

  Router(
      ProtocolRoutes protocol, RowRoutes rows, InfoRoutes info, PageFiles page, Metrics metrics) {
    this.protocol = protocol;
    this.rows = rows;
    this.info = info;
    this.page = page;
    this.metrics = metrics;
  }

  /**
   * Returns what answers.
   *
   * @throws Refusal if nothing does
   */
  Action find(Call call) {
    String path = Request.getPathInContext(call.request());
    List<String> steps = Arrays.asList(path.substring(1).split("/", -1));
    String method = call.request().getMethod();
    Found route =
        found(steps, call)
            .orElseThrow(
                () -> new Refusal(404, "path must be one that /openapi.json lists, got another"));
    call.kind(route.kind());
    boolean allowed =
        route.method().equals(method) || (route.method().equals("GET") && method.equals("HEAD"));
    if (!allowed) {
      throw new Refusal(
          405,
          "method must be %s, got %s".formatted(route.method(), method),
          Map.of("Allow", route.method().equals("GET") ? "GET, HEAD" : route.method()));
    }
    return route.action();
  }

  private Optional<Found> found(List<String> steps, Call call) {
    return switch (steps.get(0)) {
      case "v2" -> protocol.find(steps, call);
      case "v1" -> models(steps.subList(1, steps.size()), call);
      case "metrics" -> steps.size() == 1 ? metrics() : Optional.empty();
      default -> steps.size() == 1 ? page.find(steps.get(0)) : Optional.empty();
    };
  }

  private Optional<Found> models(List<String> steps, Call call) {
    if (steps.isEmpty() || !steps.get(0).equals("models")) {
      return Optional.empty();
    }
    List<String> rest = steps.subList(1, steps.size());
    return rest.isEmpty()
        ? info.find(rest, call)
        : rows.find(rest, call).or(() -> info.find(rest, call));
  }

  private Optional<Found> metrics() {
    Action.OfBody action = body -> metrics.reply();
    return Optional.of(new Found("GET", "metrics", action));
  }

  /**
   * A known path.
   *
   * @param method its HTTP method
   * @param kind in one word, for metrics and logs
   */
  record Found(String method, String kind, Action action) {}
}
