package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
}
