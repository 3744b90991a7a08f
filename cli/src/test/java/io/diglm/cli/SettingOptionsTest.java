package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.diglm.config.DensitySettings;
import io.diglm.model.FlowConfig;
import io.diglm.model.Link;
import io.diglm.train.FitConfig;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class SettingOptionsTest {
  private static final CommandLine FIT = Values.register(new CommandLine(new FitCommand()));

  @Test
  void everySettingIsAnOptionUnderItsNameInTheModelFile() {
    JsonObject config = io.diglm.json.Json.object(FitConfig.of("y"));
    JsonObject flow = io.diglm.json.Json.object(FlowConfig.ofRows());
    List<String> missing =
        Stream.concat(config.keySet().stream(), flow.keySet().stream())
            .filter(name -> !name.equals("latent_variance")) // follows from lambda
            .filter(name -> !name.equals("hinges")) // follow from --pieces and the rows
            .filter(name -> !name.equals("architecture")) // --flow
            .filter(name -> !name.equals("more_targets")) // --target a,b
            .filter(name -> !name.equals("families")) // --family a=gamma,b=poisson
            .map(name -> name.replace('_', '-'))
            .filter(option -> FIT.getCommandSpec().findOption("--" + option) == null)
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void whatIsNotSaidStaysAsItIs() {
    FitConfig config = FitConfig.of("y").optimiser(o -> o.epochs(7)).flow(f -> f.bins(0));
    CommandLine.ParseResult nothing = FIT.parseArgs("a.csv", "--target", "y");
    assertEquals(config, SettingOptions.changed(config, nothing));
  }

  @Test
  void whatIsSaidIsSetAndCheckedTogether() {
    FitConfig config = FitConfig.of("y").flow(f -> f.bins(0));
    CommandLine.ParseResult line =
        FIT.parseArgs(
            "--bins=4",
            "--flow=spline",
            "--features=a,b",
            "--features=c",
            "--classes",
            "--codes=true",
            "--density=flow",
            "--density-weight=2",
            "--family=auto",
            "--link=log",
            "--epochs=3",
            "--time-limit=1m",
            "--frequencies=5");
    FitConfig expected =
        FitConfig.of("y")
            .data(d -> d.features("a", "b", "c").classes(true).codes(true))
            .flow(f -> f.bins(4).architecture(FlowConfig.Architecture.SPLINE))
            .frequencies(5)
            .density(d -> d.kind(DensitySettings.Kind.FLOW).weight(2))
            .head(h -> h.link(Link.LOG))
            .optimiser(o -> o.epochs(3))
            .run(r -> r.timeLimit(Duration.ofMinutes(1)));
    assertEquals(expected, SettingOptions.changed(config, line));
  }

  @Test
  void autoLeavesTheCodesToTheFit() {
    FitConfig numbers = FitConfig.of("y").data(d -> d.codes(false));
    CommandLine.ParseResult line = FIT.parseArgs("t.csv", "--target=y", "--codes=auto");
    assertEquals(FitConfig.of("y"), SettingOptions.changed(numbers, line));
  }

  @Test
  void helpShowsTheDefaults() {
    String help = FIT.getUsageMessage(CommandLine.Help.Ansi.OFF);
    FitConfig defaults = FitConfig.of("y");
    assertTrue(help.contains("Default: " + defaults.optimiser().averaging() + "."), help);
    assertTrue(help.contains("Default: realnvp."), help);
    assertTrue(help.contains("15 degrees, 15 % and .2"), help);
  }
}
