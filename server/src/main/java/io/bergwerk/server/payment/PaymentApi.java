package io.bergwerk.server.payment;

import io.bergwerk.api.v1.PaymentServiceGetDefaultPricesRequest;
import io.bergwerk.api.v1.PaymentServiceGetDefaultPricesResponse;
import io.bergwerk.api.v1.PaymentServiceGrpc.PaymentServiceImplBase;
import io.bergwerk.api.v1.PaymentServiceHasPaymentMethodRequest;
import io.bergwerk.api.v1.PaymentServiceHasPaymentMethodResponse;
import io.bergwerk.api.v1.Price;
import io.bergwerk.api.v1.ProductType;
import io.bergwerk.api.v1.UsageType;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.MachineTypeOffer;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;

/// Serves the catalog's prices. Billing is off, so everybody counts as able to pay.
public final class PaymentApi extends PaymentServiceImplBase {
    private static final double MICRO = 1_000_000;

    private final PaymentServiceGetDefaultPricesResponse prices;

    public PaymentApi(Catalog catalog) {
        var answer = PaymentServiceGetDefaultPricesResponse.newBuilder();
        catalog.machineTypes().forEach(type -> answer.addPrices(price(type)));
        this.prices = answer.build();
    }

    @Override
    public void getDefaultPrices(
            PaymentServiceGetDefaultPricesRequest request,
            StreamObserver<PaymentServiceGetDefaultPricesResponse> observer) {
        Rpc.answer(observer, () -> prices);
    }

    @Override
    public void hasPaymentMethod(
            PaymentServiceHasPaymentMethodRequest request,
            StreamObserver<PaymentServiceHasPaymentMethodResponse> observer) {
        Rpc.answer(
                observer,
                () -> PaymentServiceHasPaymentMethodResponse.newBuilder()
                        .setExists(true)
                        .setPositiveBalance(true)
                        .build());
    }

    private static Price price(MachineTypeOffer type) {
        return Price.newBuilder()
                .setName(type.id())
                .setUnitAmountDecimal(type.priceMicroEuro() / MICRO)
                .setCurrency("eur")
                .setUnitLabel("minute")
                .setProductType(ProductType.PRODUCT_TYPE_COMPUTE)
                .setUsageType(UsageType.USAGE_TYPE_METERED)
                .setDescription(type.cpuDescription())
                .build();
    }
}
