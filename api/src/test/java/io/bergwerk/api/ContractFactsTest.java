package io.bergwerk.api;

import static org.assertj.core.api.Assertions.assertThat;

import build.buf.validate.MessageRules;
import build.buf.validate.OneofRules;
import build.buf.validate.ValidateProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto.EnumReservedRange;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueOptions;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The facts that the public API makes no use of today, and that must show as drift when it starts to.
class ContractFactsTest {
    private final FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
            .setName("probe.proto")
            .setPackage("probe.v1")
            .setSyntax("proto3");

    @Test
    void aOneofAndItsRulesAreFacts() throws DescriptorValidationException {
        var required = OneofRules.newBuilder().setRequired(true).build();
        file.addMessageType(DescriptorProto.newBuilder()
                .setName("Probe")
                .addField(field().setOneofIndex(0))
                .addOneofDecl(OneofDescriptorProto.newBuilder()
                        .setName("choice")
                        .setOptions(OneofOptions.newBuilder().setExtension(ValidateProto.oneof, required))));

        assertThat(facts()).contains("\"oneof\":\"choice\"", "\"oneof_rules\":{\"choice\":{\"required\":true}}");
    }

    @Test
    void rulesOfAMessageAreFacts() throws DescriptorValidationException {
        var rules = MessageRules.newBuilder().addCelExpression("true").build();
        file.addMessageType(DescriptorProto.newBuilder()
                .setName("Probe")
                .setOptions(MessageOptions.newBuilder().setExtension(ValidateProto.message, rules)));

        assertThat(facts()).contains("\"rules\":{\"cel_expression\":[\"true\"]}");
    }

    @Test
    void whatIsDeprecatedIsAFact() throws DescriptorValidationException {
        file.addMessageType(DescriptorProto.newBuilder()
                .setName("Probe")
                .addField(field().setOptions(FieldOptions.newBuilder().setDeprecated(true)))
                .setOptions(MessageOptions.newBuilder().setDeprecated(true)));
        file.addEnumType(EnumDescriptorProto.newBuilder()
                .setName("Kind")
                .addValue(EnumValueDescriptorProto.newBuilder()
                        .setName("KIND_UNSPECIFIED")
                        .setNumber(0)
                        .setOptions(EnumValueOptions.newBuilder().setDeprecated(true)))
                .addReservedRange(EnumReservedRange.newBuilder().setStart(3).setEnd(3)));

        assertThat(facts())
                .contains("\"type\":\"string\",\"deprecated\":true")
                .contains("}},\"deprecated\":true}")
                .contains("\"deprecated\":[\"KIND_UNSPECIFIED\"]", "\"reserved_numbers\":[3]");
    }

    @Test
    void aRangeOfReservedNumbersIsAFact() throws DescriptorValidationException {
        file.addMessageType(DescriptorProto.newBuilder()
                .setName("Probe")
                .addReservedRange(ReservedRange.newBuilder().setStart(4).setEnd(536870912)));

        assertThat(facts()).contains("\"reserved_numbers\":[\"4-536870911\"]");
    }

    @Test
    void nestedTypesAreNamedByTheirOuterType() throws DescriptorValidationException {
        file.addMessageType(DescriptorProto.newBuilder()
                .setName("Outer")
                .addNestedType(DescriptorProto.newBuilder().setName("Inner").addField(field())));

        assertThat(facts()).contains("\"Outer.Inner\":{\"fields\":{\"name\"");
    }

    @Test
    void clientStreamsAndIdempotencyAreFacts() throws DescriptorValidationException {
        file.addMessageType(DescriptorProto.newBuilder().setName("Probe"));
        file.addService(ServiceDescriptorProto.newBuilder()
                .setName("ProbeService")
                .addMethod(MethodDescriptorProto.newBuilder()
                        .setName("Probe")
                        .setInputType(".probe.v1.Probe")
                        .setOutputType(".probe.v1.Probe")
                        .setClientStreaming(true)
                        .setOptions(MethodOptions.newBuilder()
                                .setDeprecated(true)
                                .setIdempotencyLevel(MethodOptions.IdempotencyLevel.NO_SIDE_EFFECTS))));

        assertThat(facts())
                .contains("\"client_streaming\":true", "\"idempotency\":\"NO_SIDE_EFFECTS\"", "\"deprecated\":true");
    }

    private String facts() throws DescriptorValidationException {
        var built = FileDescriptor.buildFrom(file.build(), new FileDescriptor[] {ValidateProto.getDescriptor()});
        return ContractFacts.of(List.of(built)).toString();
    }

    private static FieldDescriptorProto.Builder field() {
        return FieldDescriptorProto.newBuilder()
                .setName("name")
                .setNumber(1)
                .setType(FieldDescriptorProto.Type.TYPE_STRING)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }
}
