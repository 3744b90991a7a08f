package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine.Command;

/** Commands are found by name, and one that runs alone is set up alone. */
final class CommandsTest {
  @Test
  void eachNameIsThatOfItsCommand() {
    for (Map.Entry<String, Class<?>> command : Diglm.COMMANDS.entrySet()) {
      Command known = command.getValue().getAnnotation(Command.class);
      assertTrue(known != null, command.getKey());
      assertEquals(command.getKey(), known.name());
    }
  }

  @Test
  void aNamedCommandIsSetUpAlone() {
    assertEquals(Set.of("serve"), Diglm.needed("serve", "m.diglm", "--port", "0").keySet());
    assertEquals(Set.of("fit"), Diglm.needed("fit", "--help").keySet());
  }

  @Test
  void helpAndErrorsKnowAllCommands() {
    for (String first :
        new String[] {"help", "completion", "man", "--help", "srve", "--stacktrace"}) {
      assertEquals(Diglm.COMMANDS.keySet(), Diglm.needed(first, "serve").keySet(), first);
    }
    assertEquals(Diglm.COMMANDS.keySet(), Diglm.needed().keySet());
    Run.of("srve")
        .assertRefused(
            "command must be one that diglm has, got srve; did you mean serve? (see diglm --help)");
    Run.of("serve", "--prt", "1")
        .assertRefused(
            "option must be one that diglm serve has, got --prt; did you mean --port? (see diglm"
                + " serve --help)");
  }

  @Test
  void theOptionOfAllCommandsIsOneOfEach() {
    String help = Run.of("serve", "--help").good();
    assertTrue(help.contains("--stacktrace"), help);
  }

  @Test
  void deploymentsOfTheExamplesStartTheServerWithOptionsThatThereAre() throws Exception {
    for (String name : List.of("kubernetes.yaml", "kserve.yaml")) {
      String text = Files.readString(Path.of("..", "examples", "serving", name));
      List<String> found = new ArrayList<>();
      for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
        commands(document, found);
      }
      assertEquals(1, found.size(), name);
      assertTrue(found.get(0).startsWith("serve "), found.get(0));
      Diglm.parse(found.get(0).split(" "));
    }
  }

  /** Collects the arguments of all containers. */
  private static void commands(Object node, List<String> found) {
    if (node instanceof Map<?, ?> map) {
      if (map.get("args") instanceof List<?> args) {
        found.add(String.join(" ", args.stream().map(Object::toString).toList()));
      }
      map.values().forEach(inner -> commands(inner, found));
    } else if (node instanceof List<?> list) {
      list.forEach(inner -> commands(inner, found));
    }
  }
}
