package io.diglm.cli;

import io.diglm.cli.text.Printable;
import io.diglm.json.Named;
import io.diglm.model.FamilyName;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import io.diglm.settings.Setting;
import io.diglm.train.FitConfig;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of {@code fit} that are settings. They are read from the records that declare them,
 * with their defaults, so every declared setting has an option.
 */
final class SettingOptions implements IModelTransformer {
  /** The word that leaves a setting to the fit. */
  private static final String AUTO = "auto";

  /** The component of {@code HeadSettings} with the families of some of several targets. */
  private static final String FAMILIES = "families";

  /**
   * Where help shows the settings of some components of {@link FitConfig}.
   *
   * @param heading none where options of the command's own come before, under theirs
   */
  private record Section(int order, String heading, List<String> components) {}

  private static final List<Section> SECTIONS =
      List.of(
          new Section(11, "", List.of("data")),
          new Section(31, "", List.of("optimiser", "run")),
          new Section(40, "%nTarget and rejection:%n", List.of("head", "density", "rejection")),
          new Section(50, "%nFlow:%n", List.of("flow", "frequencies", "pieces")),
          new Section(60, "%nRows without a target:%n", List.of("unlabelled")),
          new Section(71, "", List.of("images")));

  /** A record's component that is an option, and what it is by default. */
  private record Option(RecordComponent component, Setting setting, Object standard) {
    String name() {
      Named named = component.getAnnotation(Named.class);
      String json = named == null ? Require.option(component.getName()) : named.value();
      return setting.option().isEmpty() ? json.replace('_', '-') : setting.option();
    }

    OptionSpec spec() {
      String help = setting.help().replace("{default}", text()).replace("%", "%%");
      OptionSpec.Builder option = OptionSpec.builder("--" + name()).description(help);
      if (setting.value().isEmpty()) {
        return option.type(boolean.class).arity("0").build();
      }
      option.paramLabel(setting.value()).arity("1");
      if (component.getType() == List.class) {
        return option.type(List.class).auxiliaryTypes(String.class).splitRegex(",").build();
      }
      Class<?> type = type();
      if (type.isEnum()) {
        boolean byTarget = type == FamilyName.class;
        option.converters(text -> byTarget ? families(text) : constant(type, text));
      }
      if (type == Boolean.class) {
        // Of a Boolean, picocli would take nothing else.
        return option.type(Object.class).converters(Option::truth).build();
      }
      return option.type(type).build();
    }

    /** Returns the type of what the option's text is converted to. */
    private Class<?> type() {
      Class<?> type = component.getType();
      if (type == OptionalInt.class) {
        return Integer.class;
      }
      if (type == OptionalDouble.class) {
        return Double.class;
      }
      return component.getGenericType() instanceof ParameterizedType generic
          ? (Class<?>) generic.getActualTypeArguments()[0]
          : type;
    }

    /** Returns a family, or families by target. */
    private Object families(String text) {
      if (!text.contains("=")) {
        return constant(FamilyName.class, text);
      }
      Map<String, FamilyName> families = new LinkedHashMap<>();
      for (String part : text.split(",", -1)) {
        int at = part.lastIndexOf('=');
        String target = part.substring(0, Math.max(0, at)).strip();
        if (target.isEmpty() || families.containsKey(target)) {
          throw new TypeConversionException(
              "must be a name, or TARGET=NAME once for each target, got " + text);
        }
        families.put(target, Values.constant(FamilyName.class, part.substring(at + 1).strip()));
      }
      return families;
    }

    private Object constant(Class<?> type, String text) {
      boolean unset = component.getType() == Optional.class && text.equals(AUTO);
      return unset ? Optional.empty() : Values.constant(Values.constants(type), text);
    }

    /** Returns what is to be, or nothing if the fit shall decide. */
    private static Object truth(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true" -> true;
        case "false" -> false;
        case AUTO -> Optional.empty();
        default -> throw new TypeConversionException("must be true, false or auto, got " + text);
      };
    }

    private String text() {
      return standard instanceof Enum<?> constant
          ? Printable.lower(constant)
          : String.valueOf(standard).replaceFirst("\\.0$", "");
    }
  }

  @Override
  public CommandSpec transform(CommandSpec fit) {
    for (Section section : SECTIONS) {
      ArgGroupSpec.Builder group =
          ArgGroupSpec.builder().validate(false).order(section.order()).heading(section.heading());
      options(section).forEach(option -> group.addArg(option.spec()));
      fit.addArgGroup(group.build());
    }
    return fit;
  }

  /** Returns the names of the options that say nothing without a target. */
  static List<String> ofTarget() {
    return SECTIONS.stream()
        .flatMap(SettingOptions::options)
        .filter(option -> option.setting().ofTarget())
        .map(Option::name)
        .toList();
  }

  private static Stream<Option> options(Section section) {
    FitConfig defaults = FitConfig.of("target");
    return Stream.of(FitConfig.class.getRecordComponents())
        .filter(component -> section.components().contains(component.getName()))
        .flatMap(component -> options(component, defaults));
  }

  private static Stream<Option> options(RecordComponent component, Record defaults) {
    Object standard = Changed.value(defaults, component);
    if (standard instanceof Record group) {
      return Stream.of(component.getType().getRecordComponents())
          .flatMap(inner -> options(inner, group));
    }
    Setting setting = component.getAnnotation(Setting.class);
    return setting == null ? Stream.empty() : Stream.of(new Option(component, setting, standard));
  }

  /** Returns the settings with those changed that the command line has. */
  static <R extends Record> R changed(R settings, ParseResult line) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      Object before = Changed.value(settings, component);
      Setting setting = component.getAnnotation(Setting.class);
      if (before instanceof Record group) {
        values.put(component.getName(), changed(group, line));
      } else if (setting != null) {
        String name = "--" + new Option(component, setting, before).name();
        if (line.hasMatchedOption(name)) {
          Object value = given(name, line.matchedOption(name).getValue());
          // By target, they are a component beside.
          values.put(value instanceof Map ? FAMILIES : component.getName(), value);
        }
      }
    }
    return Changed.of(settings, values);
  }

  /** A list of which nothing is left must not pass for one that was not given. */
  private static Object given(String name, Object value) {
    if (value instanceof List<?> list && list.isEmpty()) {
      throw new IllegalArgumentException(
          "%s must name something, got commas alone".formatted(name.substring(2)));
    }
    return value;
  }
}
