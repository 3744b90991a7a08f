package io.diglm.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of a record that users set. It is an option of the command line and of
 * configuration files, under its name in JSON with {@code -} for {@code _}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /**
   * {@return its help text, a sentence or two, in which {@code {default}} stands for the default}
   */
  String help();

  /** {@return the label of its value in the help; empty for a switch without a value} */
  String value() default "";

  /** {@return its name, if it differs from that in JSON} */
  String option() default "";

  /** {@return whether it needs a target} */
  boolean ofTarget() default false;
}
