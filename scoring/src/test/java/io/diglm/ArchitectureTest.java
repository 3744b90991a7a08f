package io.diglm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A JVM that only scores needs this module and Jackson; its packages point one way. */
@AnalyzeClasses(packages = "io.diglm", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule dependsOnNothingHeavier =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.bytedeco..",
              "org.duckdb..",
              "io.diglm.train..",
              "io.diglm.flow..",
              "io.diglm.glm..",
              "io.diglm.hybrid..",
              "io.diglm.torch..",
              "io.diglm.cli..",
              "io.diglm.report..",
              "io.diglm.data..");

  @ArchTest
  static final ArchRule packagesPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("schema")
          .definedBy("io.diglm.schema..")
          .layer("distribution")
          .definedBy("io.diglm.distribution..")
          .layer("model")
          .definedBy("io.diglm.model..")
          .layer("selective")
          .definedBy("io.diglm.selective..")
          .layer("predict")
          .definedBy("io.diglm.predict..")
          .whereLayer("schema")
          .mayNotAccessAnyLayer()
          .whereLayer("distribution")
          .mayNotAccessAnyLayer()
          .whereLayer("model")
          .mayOnlyAccessLayers("schema", "distribution")
          .whereLayer("selective")
          .mayOnlyAccessLayers("distribution")
          .whereLayer("predict")
          .mayOnlyAccessLayers("schema", "distribution", "model", "selective");

  @ArchTest
  static final ArchRule packagesHaveNoCycle =
      slices().matching("io.diglm.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule loadsNoNatives =
      noClasses()
          .should()
          .callMethod(System.class, "loadLibrary", String.class)
          .orShould()
          .callMethod(System.class, "load", String.class)
          .orShould()
          .callMethod(Runtime.class, "loadLibrary", String.class)
          .orShould()
          .callMethod(Runtime.class, "load", String.class);

  @ArchTest
  static final ArchRule declaresNoNatives = methods().should().notHaveModifier(JavaModifier.NATIVE);
}
