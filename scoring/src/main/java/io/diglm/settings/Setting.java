package io.diglm.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record's component that users set: an option of the command line and of configuration files
 * under the name that JSON has for it, with {@code -} for {@code _}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What it does, in a sentence or two; {@code {default}} stands for the default. */
  String help();

  /** What help calls its value; none is a switch that takes no value. */
  String value() default "";

  /** Its name, where it is not that of JSON. */
  String option() default "";

  /** Whether it concerns a target and says nothing without one. */
  boolean ofTarget() default false;
}
