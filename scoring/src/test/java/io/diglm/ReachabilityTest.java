package io.diglm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.json.Kinds;
import io.diglm.model.LibraryVersion;
import io.diglm.model.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What a native image must keep of this library, because it is reached by reflection: the records
 * of a model file, and the arithmetic that is chosen by name.
 */
final class ReachabilityTest {
  private static final String FOLDER = "/META-INF/native-image/io.diglm/diglm-scoring/";

  private static final List<String> BY_NAME =
      List.of("io.diglm.network.VectorKernels", "io.diglm.network.VectorProducts");

  @Test
  void theMetadataNameEveryRecordOfAModelFile() throws Exception {
    JsonArray all = new JsonArray();
    for (String name : records()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("name", name);
      entry.addProperty("allDeclaredConstructors", true);
      entry.addProperty("allDeclaredMethods", true);
      entry.addProperty("allRecordComponents", true);
      all.add(entry);
    }
    for (String name : BY_NAME) {
      JsonObject entry = new JsonObject();
      entry.addProperty("name", name);
      entry.addProperty("allDeclaredConstructors", true);
      all.add(entry);
    }
    assertEquals(Json.lines(all).strip(), text("reflect-config.json").strip());
  }

  @Test
  void theMetadataNameTheResourceThatIsRead() throws IOException {
    String pattern = "\\\\Qio/diglm/model/version.properties\\\\E";
    assertTrue(text("resource-config.json").contains(pattern));
    assertNotNull(LibraryVersion.class.getResource("version.properties"));
  }

  /** Every record that a manifest holds, by the types of components and the kinds of interfaces. */
  private static Set<String> records() throws ClassNotFoundException {
    Set<String> found = new TreeSet<>();
    Deque<Type> open = new ArrayDeque<>(List.of(Manifest.class));
    for (String part : List.of("Facts", "Written", "Targets")) {
      open.add(Class.forName("io.diglm.model.ManifestJson$" + part));
    }
    while (!open.isEmpty()) {
      Type type = open.pop();
      if (type instanceof ParameterizedType generic) {
        open.addAll(List.of(generic.getActualTypeArguments()));
      } else if (type instanceof GenericArrayType array) {
        open.add(array.getGenericComponentType());
      } else if (type instanceof Class<?> one && one.isArray()) {
        open.add(one.getComponentType());
      } else if (type instanceof Class<?> one) {
        Kinds kinds = one.getAnnotation(Kinds.class);
        if (kinds != null) {
          for (Kinds.Kind kind : kinds.value()) {
            open.add(kind.type());
          }
        }
        if (one.isRecord() && found.add(one.getName())) {
          for (RecordComponent component : one.getRecordComponents()) {
            open.add(component.getGenericType());
          }
        }
      }
    }
    return found;
  }

  private static String text(String name) throws IOException {
    try (InputStream in = ReachabilityTest.class.getResourceAsStream(FOLDER + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
