package io.diglm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.VMDisconnectEvent;
import io.diglm.json.Json;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a program that scores reaches by reflection, traced in a plain JVM, is in the metadata for
 * native images. GraalVM's own agent is not in a plain JDK, so this one is made of its debugger: it
 * stops wherever a class is asked for its members.
 */
final class TracedReflectionTest {
  private static final Set<String> ASKING =
      Set.of(
          "getRecordComponents",
          "privateGetDeclaredConstructors",
          "privateGetDeclaredMethods",
          "privateGetDeclaredFields");

  private static final String MODEL = "predict/golden/format-2/highway-gaussian-conjugate.diglm";

  @TempDir private Path folder = Path.of("");

  /** The program that is traced: it loads a model and answers a row. */
  static final class Scoring {
    private Scoring() {}

    /** Runs it. */
    public static void main(String[] args) {
      try (Predictor predictor = Predictor.load(Path.of(args[0]))) {
        Prediction prediction = predictor.predict(Map.of());
        System.out.println(prediction.getClass().getSimpleName());
      }
    }
  }

  @Test
  void whatScoringReachesByReflectionIsInTheMetadata() throws Exception {
    Path model = folder.resolve("m.diglm");
    try (InputStream in = TracedReflectionTest.class.getResourceAsStream(MODEL)) {
      Files.write(model, Objects.requireNonNull(in).readAllBytes());
    }
    VirtualMachine machine = launched(model);
    Set<String> reached = reached(machine);
    assertEquals(0, machine.process().waitFor());
    Set<String> known = new HashSet<>();
    String path = "/META-INF/native-image/io.diglm/diglm-scoring/reflect-config.json";
    try (InputStream in = TracedReflectionTest.class.getResourceAsStream(path)) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      for (JsonElement entry :
          Json.parse(new String(bytes, StandardCharsets.UTF_8)).getAsJsonArray()) {
        known.add(entry.getAsJsonObject().get("name").getAsString());
      }
    }
    assertTrue(reached.contains("io.diglm.model.Manifest"), "reached " + reached);
    assertTrue(reached.contains("io.diglm.network.VectorKernels"), "reached " + reached);
    reached.removeAll(known);
    assertEquals(Set.of(), reached);
  }

  private static VirtualMachine launched(Path model) throws Exception {
    LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    String paths = System.getProperty("java.class.path");
    argument(arguments, "main", Scoring.class.getName() + " " + model);
    argument(arguments, "options", "--add-modules jdk.incubator.vector -cp \"" + paths + "\"");
    return connector.launch(arguments);
  }

  private static void argument(
      Map<String, Connector.Argument> arguments, String name, String value) {
    Objects.requireNonNull(arguments.get(name)).setValue(value);
  }

  /** Returns the classes of this library that were asked for their members. */
  private static Set<String> reached(VirtualMachine machine) throws Exception {
    read(machine.process().getInputStream());
    read(machine.process().getErrorStream());
    ReferenceType classes = machine.classesByName("java.lang.Class").get(0);
    classes.methods().stream()
        .filter(method -> ASKING.contains(method.name()))
        .forEach(m -> machine.eventRequestManager().createBreakpointRequest(m.location()).enable());
    Set<String> reached = new TreeSet<>();
    boolean running = true;
    while (running) {
      EventSet events = machine.eventQueue().remove();
      for (Event event : events) {
        running &= !(event instanceof VMDisconnectEvent);
        if (event instanceof BreakpointEvent stop) {
          StackFrame frame = stop.thread().frame(0);
          String asked = ((ClassObjectReference) frame.thisObject()).reflectedType().name();
          if (asked.startsWith("io.diglm.") && !known(asked)) {
            reached.add(asked);
          }
        }
      }
      events.resume();
    }
    return reached;
  }

  /** What the builder of images finds itself: constants of enums, annotations and lambdas. */
  private static boolean known(String name) throws ClassNotFoundException {
    if (name.contains("$$Lambda$") || name.startsWith(TracedReflectionTest.class.getName())) {
      return true;
    }
    ClassLoader loader = TracedReflectionTest.class.getClassLoader();
    Class<?> type = Class.forName(name, false, loader);
    return type.isEnum() || type.isAnnotation();
  }

  /** Reads what the program says, so that it never waits. */
  private static void read(InputStream said) {
    Thread reader =
        new Thread(
            () -> {
              try (said) {
                said.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    reader.setDaemon(true);
    reader.start();
  }
}
