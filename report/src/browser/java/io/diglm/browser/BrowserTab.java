package io.diglm.browser;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A tab, controlled by the DevTools protocol. It keeps every message of the browser about it. */
public final class BrowserTab implements WebSocket.Listener {
  private static final long PATIENCE_SECONDS = 60;

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final StringBuilder part = new StringBuilder();
  private final WebSocket socket;
  private int sent;

  BrowserTab(HttpClient client, URI address) {
    socket = client.newWebSocketBuilder().buildAsync(address, this).join();
  }

  /** Opens the address in a window of that width under that colour scheme; waits for its load. */
  public void open(URI page, int width, String scheme) throws InterruptedException {
    call("Page.enable", "{}");
    call("Network.enable", "{}");
    call("Log.enable", "{}");
    call(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":%d,\"height\":800,\"deviceScaleFactor\":1,\"mobile\":true}".formatted(width));
    call(
        "Emulation.setEmulatedMedia",
        "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]}".formatted(scheme));
    call("Page.navigate", "{\"url\":\"%s\"}".formatted(page));
    await(message -> message.contains("\"Page.loadEventFired\""));
  }

  /** Returns the value of an expression as a string. */
  public String evaluate(String expression) throws InterruptedException {
    String answer =
        call(
            "Runtime.evaluate",
            "{\"returnByValue\":true,\"expression\":%s}"
                .formatted(new com.google.gson.JsonPrimitive("String(" + expression + ")")));
    return found(List.of(answer), "\"value\":\"([^\"]*)\"").stream().findFirst().orElse(answer);
  }

  /** Waits until an expression is true. */
  public void awaits(String expression) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end) {
      if (evaluate(expression).equals("true")) {
        return;
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException(
        "page must come to %s, got %s"
            .formatted(expression, evaluate("document.body.innerText.slice(0, 2000)")));
  }

  /** Returns the addresses that were requested since the tab was opened. */
  public List<String> requests() {
    return found(of("Network.requestWillBeSent"), "\"request\":\\{\"url\":\"([^\"]*)\"");
  }

  /** Returns failed loads and all messages of the console. */
  public List<String> complaints() {
    return messages.stream()
        .filter(
            message ->
                message.contains("\"Network.loadingFailed\"")
                    || message.contains("\"Log.entryAdded\""))
        .toList();
  }

  private List<String> of(String event) {
    return messages.stream().filter(message -> message.contains('"' + event + '"')).toList();
  }

  private static List<String> found(List<String> texts, String pattern) {
    return texts.stream()
        .flatMap(text -> Pattern.compile(pattern).matcher(text).results())
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private String call(String method, String parameters) throws InterruptedException {
    int id = ++sent;
    String message =
        "{\"id\":%d,\"method\":\"%s\",\"params\":%s}".formatted(id, method, parameters);
    socket.sendText(message, true).join();
    return await(answer -> answer.startsWith("{\"id\":" + id + ","));
  }

  private String await(Predicate<String> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end) {
      for (String message : messages) {
        if (wanted.test(message)) {
          return message;
        }
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException("Chromium must answer, got " + messages);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
    part.append(text);
    if (last) {
      messages.add(part.toString());
      part.setLength(0);
    }
    from.request(1);
    return null;
  }
}
