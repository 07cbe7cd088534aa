/** Made by `npm run generate:client` from /openapi.json, sha256 5e6176d14a3f48a8e01f6f136680206a448800706fd65a62c3832a0fbc6c2545. */

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what the API offers
         * @description Assumption (transport-root-texts): the strings are the paths of the operations of v2.4; what the service sends was never published.
         */
        get: operations["describeApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the bundles that can be ordered
         * @description Every filter narrows the list; names that are not known here are ignored. `description=starts at assignment` finds the bundles without autostart, which start when they are assigned or at `startTime`.
         */
        get: operations["listCatalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalogue/bundle/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one bundle with its networks */
        get: operations["getCatalogueBundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/networks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the networks of countries
         * @description One of the three is needed. Countries that are not known are left out.
         */
        get: operations["listNetworks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the organisation, its balance and its users */
        get: operations["getOrganisation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisation/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Top the balance up from the stored card
         * @description At least 1000, and at most 5000 a day (UTC). Assumption (topup-card): a card is stored and nothing is declined, until the setting `card` says otherwise.
         */
        post: operations["topUpBalance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisation/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the groups of bundles that can be ordered */
        get: operations["listGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List orders, newest first */
        get: operations["listOrders"];
        put?: never;
        /**
         * Check, or place, an order
         * @description With `assign` each unit goes to the eSIM named for it, or to a new one; without, to the inventory. The total leaves the balance. All of it happens, or nothing.
         */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{orderReference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one order */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List bundles that were bought and not used
         * @description One entry of `available` for each purchase; one with nothing left is not shown. They last 12 months.
         */
        get: operations["listInventory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inventory/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give unused bundles back for their price
         * @description Within the refund window, 60 days after the purchase unless set otherwise.
         */
        post: operations["refundInventory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the eSIMs in the account
         * @description Without `orderBy` and `direction` the newest come first.
         */
        get: operations["listEsims"];
        /**
         * Set an eSIM's customer reference
         * @description Query parameters of the same names may stand in for the body, or for what it lacks.
         */
        put: operations["updateEsim"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply bundles from the inventory
         * @description One bundle to the named eSIM, or to `repeat` new ones; or several bundles, each to its own. What expires first is taken first. With a list, an entry that cannot be applied says so in its `status` and takes nothing; the inventory has to hold enough for the others.
         */
        post: operations["applyBundles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what is needed to install the eSIMs of orders or applies
         * @description `Accept` chooses the form: CSV, which is the default, JSON, or a ZIP of QR codes. An assignment reference (`<uuid>-0`) names one eSIM.
         */
        get: operations["getInstallDetails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/csv/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the install details of an order or apply as CSV
         * @deprecated
         */
        get: operations["getInstallCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/qr/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the QR codes of an order or apply as a ZIP
         * @deprecated
         * @description A matching id in place of the reference gives the QR code of its eSIM: a PNG, or where `Accept` prefers it a ZIP that holds one.
         */
        get: operations["getQrCodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/{iccid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one eSIM */
        get: operations["getEsim"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/{iccid}/bundles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the bundles on an eSIM with what is left of them
         * @description The newest assignments, grouped by bundle.
         */
        get: operations["listEsimBundles"];
        put?: never;
        /**
         * Apply a bundle from the inventory to an eSIM
         * @deprecated
         */
        post: operations["applyBundleToEsim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/{iccid}/bundles/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the assignments of one bundle on an eSIM
         * @description Of a bundle that was applied several times, the latest; of a one-year bundle its twelve. Assumption (bundles-status-never): none when it was never applied.
         */
        get: operations["getBundleStatus"];
        put?: never;
        post?: never;
        /**
         * Take a bundle off an eSIM
         * @description The oldest unused one, else the latest. Unused and inside the refund window it goes back to the inventory or, if asked, to the balance. An eSIM that is left without a bundle and was never installed leaves the account at once.
         */
        delete: operations["revokeBundle"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/{iccid}/bundles/{name}/applications/{assignmentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take one assignment of a bundle off an eSIM
         * @deprecated
         */
        delete: operations["revokeApplication"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/{iccid}/bundles/{name}/assignments/{assignmentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take one assignment of a bundle off an eSIM */
        delete: operations["revokeAssignment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/{iccid}/compatible/{bundle}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell whether a bundle fits an eSIM
         * @description A bundle fits an eSIM of the same routing profile. Assumption (compatible-unknown): one that is not known fits none.
         */
        get: operations["checkCompatibility"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/{iccid}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what happened to an eSIM, newest first */
        get: operations["listHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/{iccid}/location": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell where an eSIM was last seen
         * @description Assumption (location-nowhere): before the first attachment the texts are empty and `lastSeen` is absent.
         */
        get: operations["getLocation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/{iccid}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Disconnect an eSIM from its network, so that it registers anew */
        get: operations["refreshEsim"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/{iccid}/sms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a text message to an eSIM
         * @description 1 to 160 characters, from `eSIM`, to an eSIM that has an MSISDN. The emulator keeps it.
         */
        post: operations["sendSms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/assignments/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what is needed to install the eSIMs of one order or apply
         * @description `Accept` chooses CSV, which is the default, JSON, or a ZIP of QR codes.
         */
        get: operations["getInstallDetailsByPath"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/esims/{iccid}/qr": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the QR code that installs an eSIM */
        get: operations["getEsimQrCode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    usageCallback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * eSIM Usage Callback
         * @description Sent to the callback URL of the organisation. From V3 on it is signed: HMAC-SHA256 of the body with the API key, in base64.
         */
        post: operations["usageCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        Error: {
            message: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    describeApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listCatalogue: {
        parameters: {
            query?: {
                /** @description The page to return, from 1. */
                page?: number;
                /** @description Bundles on a page. */
                perPage?: number;
                /** @description The direction of the order. */
                direction?: "asc" | "desc";
                /** @description A column: `bundleName`, `description`, `dataAmount`, `duration`, `price`, `speed` and others. */
                orderBy?: string;
                /** @description Text that the description contains, in any letter case; `*` stands for any characters. */
                description?: string;
                /** @description A group, exactly. */
                group?: string;
                /** @description ISO codes of base countries, separated by commas; regional bundles have the name of their region. */
                countries?: string;
                /** @description The base country's region. */
                region?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bundles: {
                            /**
                             * @description The name of a bundle. Case sensitive.
                             * @example esim_1GB_7D_GB_V2
                             */
                            name: string;
                            description: string;
                            /** @description Megabytes, decimal; -1 when unlimited. */
                            dataAmount: number;
                            /** @description Days. */
                            duration: number;
                            autostart: boolean;
                            unlimited: boolean;
                            imageUrl: string;
                            /** @example 1.36 */
                            price: number;
                            /** @constant */
                            billingType: "FixedCost";
                            allowances: {
                                /** @enum {string} */
                                type: "DATA" | "SMS" | "VOICE";
                                /** @enum {string} */
                                service: "ROAMING" | "STANDARD";
                                description: string;
                                /** @description In `unit`; -1 when unlimited. */
                                amount: number;
                                /** @enum {string} */
                                unit: "MB" | "SMS" | "MINS";
                                unlimited: boolean;
                            }[];
                            countries: {
                                name: string;
                                region: string;
                                iso: string;
                            }[];
                            speed: string[] | null;
                            roamingEnabled: {
                                name: string;
                                region: string;
                                iso: string;
                            }[];
                            groups: string[];
                        }[];
                        pageCount: number;
                        rows: number;
                        pageSize: number;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCatalogueBundle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a bundle. Case sensitive. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The name of a bundle. Case sensitive.
                         * @example esim_1GB_7D_GB_V2
                         */
                        name: string;
                        description: string;
                        /** @description Megabytes, decimal; -1 when unlimited. */
                        dataAmount: number;
                        /** @description Days. */
                        duration: number;
                        autostart: boolean;
                        unlimited: boolean;
                        imageUrl: string;
                        /** @example 1.36 */
                        price: number;
                        /** @constant */
                        billingType: "FixedCost";
                        allowances: {
                            /** @enum {string} */
                            type: "DATA" | "SMS" | "VOICE";
                            /** @enum {string} */
                            service: "ROAMING" | "STANDARD";
                            description: string;
                            /** @description In `unit`; -1 when unlimited. */
                            amount: number;
                            /** @enum {string} */
                            unit: "MB" | "SMS" | "MINS";
                            unlimited: boolean;
                        }[];
                        countries: {
                            country: {
                                name: string;
                                region: string;
                                iso: string;
                            };
                            networks: {
                                name: string;
                                brandName: string;
                                speeds: string[];
                            }[];
                            potentialNetworks: {
                                name: string;
                                brandName: string;
                                speeds: string[];
                            }[];
                        }[];
                        speed: {
                            speeds: string[];
                            potentialSpeeds: string[];
                        };
                        roamingEnabled: {
                            country: {
                                name: string;
                                region: string;
                                iso: string;
                            };
                            networks: {
                                name: string;
                                brandName: string;
                                speeds: string[];
                            }[];
                            potentialNetworks: {
                                name: string;
                                brandName: string;
                                speeds: string[];
                            }[];
                        }[];
                        group: string[];
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listNetworks: {
        parameters: {
            query?: {
                /** @description Country names, separated by commas. */
                countries?: string;
                /** @description ISO codes, separated by commas. */
                isos?: string;
                /** @description All countries. */
                returnAll?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        countryNetworks: {
                            /** @description The ISO code of the country. */
                            name: string;
                            networks: {
                                name: string;
                                brandName: string;
                                /** @description Mobile country code. */
                                mcc: string;
                                /** @description Mobile network code. */
                                mnc: string;
                                /** @description The TADIG code, under the name that the service gives it. */
                                tagid: string;
                                speed: string[];
                            }[];
                        }[];
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        organisations: {
                            name: string;
                            apiKey: string;
                            taxLiable: string;
                            addr1: string;
                            addr2: string;
                            city: string;
                            country: string;
                            postcode: string;
                            callbackUrl: string;
                            notes: string;
                            groups: string[];
                            currency: string;
                            /**
                             * @description What can be spent, test credit included.
                             * @example 1.36
                             */
                            balance: number;
                            /** @example 1.36 */
                            testCredit: number;
                            /** @example 2026-01-09T10:55:57.202000001Z */
                            testCreditExpiry: string;
                            businessType: string;
                            website: string;
                            productDescription: string;
                            users: {
                                firstName: string;
                                lastName: string;
                                role: string;
                                emailAddress: string;
                                phoneNumber: string;
                                timeZone: string;
                            }[];
                        }[];
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    topUpBalance: {
        parameters: {
            query: {
                /** @description Whole units of the currency. */
                amount: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example 1.36 */
                        amount: number;
                        /** @example 1.36 */
                        balance: number;
                        ref: number;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        groups: {
                            name: string;
                            priceListUrl: string;
                            desc: string;
                            icon: string;
                        }[];
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description Until v2.2 eSIM data is there only with it. Without effect since v2.3: the data is always there. */
                includeIccids?: boolean;
                /** @description The page to return, from 1. */
                page?: number;
                /** @description Orders on a page, at most 10000. */
                limit?: number;
                /** @description `gte:` or `lte:` and an RFC 3339 date and time; twice for a range. */
                createdAt?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        orders: {
                            order: {
                                esims?: {
                                    /**
                                     * @description The number of an eSIM profile: 19 digits.
                                     * @example 8943108167000000019
                                     */
                                    iccid: string;
                                    matchingId: string;
                                    smdpAddress: string;
                                }[];
                                /** @enum {string} */
                                type: "bundle" | "bundleRefund" | "bundleAssignment" | "topup" | "apiTopup" | "autoTopup";
                                /** @description The bundle; absent from a top-up. */
                                item?: string;
                                iccids?: string[];
                                quantity: number;
                                /** @example 1.36 */
                                subTotal: number;
                                /** @example 1.36 */
                                pricePerUnit: number;
                                AllowReassign?: boolean;
                            }[];
                            /** @example 1.36 */
                            total: number;
                            currency: string;
                            /** @enum {string} */
                            status: "completed" | "failed" | "processing";
                            statusMessage: string;
                            /**
                             * @description An order or apply reference: a UUID.
                             * @example 7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10
                             */
                            orderReference: string;
                            /** @example 2026-01-09T10:55:57.202000001Z */
                            createdDate: string;
                            /**
                             * @description The balance after the order; in the list and the detail.
                             * @example 1.36
                             */
                            runningBalance?: number;
                            assigned: boolean;
                            sourceIP: string;
                        }[];
                        pageCount: number;
                        pageSize: number;
                        rows: number;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createOrder: {
        parameters: {
            query?: {
                /** @description Until v2.2 eSIM data is there only with it. Without effect since v2.3: the data is always there. */
                includeIccids?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    type: "validate" | "transaction";
                    assign?: boolean;
                    /** @description Also read under the name `Order`, or in any letter case. */
                    order: {
                        /** @enum {string} */
                        type?: "bundle";
                        /**
                         * @description The name of a bundle. Case sensitive.
                         * @example esim_1GB_7D_GB_V2
                         */
                        item: string;
                        /** @description With `iccids`, their number. */
                        quantity: number;
                        /** @description With `assign` only; empty texts count as absent. */
                        iccids?: string[];
                        /** @description Use a new eSIM where the bundle does not fit the one named. */
                        allowReassign?: boolean;
                    }[];
                    /**
                     * Format: uuid
                     * @description A branding profile.
                     */
                    profileID?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        order: {
                            esims?: {
                                /**
                                 * @description The number of an eSIM profile: 19 digits.
                                 * @example 8943108167000000019
                                 */
                                iccid: string;
                                matchingId: string;
                                smdpAddress: string;
                            }[];
                            /** @enum {string} */
                            type: "bundle" | "bundleRefund" | "bundleAssignment" | "topup" | "apiTopup" | "autoTopup";
                            /** @description The bundle; absent from a top-up. */
                            item?: string;
                            iccids?: string[];
                            quantity: number;
                            /** @example 1.36 */
                            subTotal: number;
                            /** @example 1.36 */
                            pricePerUnit: number;
                            AllowReassign?: boolean;
                        }[];
                        /** @example 1.36 */
                        total: number;
                        currency: string;
                        /** @enum {string} */
                        status: "completed" | "failed" | "processing";
                        statusMessage: string;
                        /**
                         * @description An order or apply reference: a UUID.
                         * @example 7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10
                         */
                        orderReference: string;
                        /** @example 2026-01-09T10:55:57.202000001Z */
                        createdDate: string;
                        /**
                         * @description The balance after the order; in the list and the detail.
                         * @example 1.36
                         */
                        runningBalance?: number;
                        assigned: boolean;
                        sourceIP: string;
                    } | {
                        order: {
                            esims?: {
                                /**
                                 * @description The number of an eSIM profile: 19 digits.
                                 * @example 8943108167000000019
                                 */
                                iccid: string;
                                matchingId: string;
                                smdpAddress: string;
                            }[];
                            /** @enum {string} */
                            type: "bundle" | "bundleRefund" | "bundleAssignment" | "topup" | "apiTopup" | "autoTopup";
                            /** @description The bundle; absent from a top-up. */
                            item?: string;
                            iccids?: string[];
                            quantity: number;
                            /** @example 1.36 */
                            subTotal: number;
                            /** @example 1.36 */
                            pricePerUnit: number;
                            AllowReassign?: boolean;
                        }[];
                        /** @example 1.36 */
                        total: number;
                        valid: boolean;
                        currency: string;
                        /** @example 2026-01-09T10:55:57.202000001Z */
                        createdDate: string;
                        assigned: boolean;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Documented by the vendor; the service was only ever seen to answer 403. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: {
                /** @description Until v2.2 eSIM data is there only with it. Without effect since v2.3: the data is always there. */
                includeIccids?: boolean;
            };
            header?: never;
            path: {
                /** @description An order or apply reference: a UUID. */
                orderReference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        order: {
                            esims?: {
                                /**
                                 * @description The number of an eSIM profile: 19 digits.
                                 * @example 8943108167000000019
                                 */
                                iccid: string;
                                matchingId: string;
                                smdpAddress: string;
                            }[];
                            /** @enum {string} */
                            type: "bundle" | "bundleRefund" | "bundleAssignment" | "topup" | "apiTopup" | "autoTopup";
                            /** @description The bundle; absent from a top-up. */
                            item?: string;
                            iccids?: string[];
                            quantity: number;
                            /** @example 1.36 */
                            subTotal: number;
                            /** @example 1.36 */
                            pricePerUnit: number;
                            AllowReassign?: boolean;
                        }[];
                        /** @example 1.36 */
                        total: number;
                        currency: string;
                        /** @enum {string} */
                        status: "completed" | "failed" | "processing";
                        statusMessage: string;
                        /**
                         * @description An order or apply reference: a UUID.
                         * @example 7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10
                         */
                        orderReference: string;
                        /** @example 2026-01-09T10:55:57.202000001Z */
                        createdDate: string;
                        /**
                         * @description The balance after the order; in the list and the detail.
                         * @example 1.36
                         */
                        runningBalance?: number;
                        assigned: boolean;
                        sourceIP: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listInventory: {
        parameters: {
            query?: {
                /** @description The page to return, from 1. */
                page?: number;
                /** @description Bundles on a page. */
                perPage?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bundles: {
                            /**
                             * @description The name of a bundle. Case sensitive.
                             * @example esim_1GB_7D_GB_V2
                             */
                            name: string;
                            desc: string;
                            useDms: boolean;
                            available: {
                                /** @description The usageId that a refund names. */
                                id: number;
                                total: number;
                                remaining: number;
                                /** @example 2026-01-09T10:55:57.202000001Z */
                                expiry: string;
                            }[];
                            countries: string[];
                            /** @description Megabytes, decimal; -1 when unlimited. */
                            data: number;
                            duration: number;
                            /** @enum {string} */
                            durationUnit: "day" | "month";
                            autostart: boolean;
                            unlimited: boolean;
                            speed: string[] | null;
                            allowances: {
                                /** @enum {string} */
                                type: "DATA" | "SMS" | "VOICE";
                                /** @enum {string} */
                                service: "ROAMING" | "STANDARD";
                                description: string;
                                /** @description In `unit`; -1 when unlimited. */
                                amount: number;
                                /** @enum {string} */
                                unit: "MB" | "SMS" | "MINS";
                                unlimited: boolean;
                            }[];
                        }[];
                        pageCount: number;
                        rows: number;
                        pageSize: number;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    refundInventory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    usageId: number;
                    quantity: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listEsims: {
        parameters: {
            query?: {
                /** @description The page to return, from 1. */
                page?: number;
                /** @description eSIMs on a page. */
                perPage?: 10 | 25 | 50 | 100;
                /** @description The direction of the order. */
                direction?: "asc" | "desc";
                /** @description `iccid`, or another column that can be filtered. */
                orderBy?: string;
                /** @description The column that `filter` is for. */
                filterBy?: "iccid" | "customerRef" | "lastAction" | "actionDate" | "assignedDate";
                /** @description The value: of text a part, or with `eq:` all of it; of dates also `lt:`, `lte:`, `gt:`, `gte:`. */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        esims: {
                            /**
                             * @description The number of an eSIM profile: 19 digits.
                             * @example 8943108167000000019
                             */
                            iccid: string;
                            customerRef: string;
                            lastAction: string;
                            /** @example 2026-01-09T10:55:57.202000001Z */
                            actionDate: string;
                            physical: boolean;
                            /** @example 2026-01-09T10:55:57.202000001Z */
                            assignedDate: string;
                        }[];
                        pageCount: number;
                        rows: number;
                        pageSize: number;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateEsim: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The number of an eSIM profile: 18 to 22 digits.
                     * @example 8943108167000000019
                     */
                    iccid: string;
                    /** @description Any text. The empty one takes the reference away. */
                    customerRef: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    applyBundles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The name of a bundle. Case sensitive.
                     * @example esim_1GB_7D_GB_V2
                     */
                    bundle: string;
                    /**
                     * @description The number of an eSIM profile: 18 to 22 digits.
                     * @example 8943108167000000019
                     */
                    iccid?: string;
                    /** @description Use a new eSIM where the bundle does not fit the one named. */
                    allowReassign?: boolean;
                    /**
                     * Format: date-time
                     * @description Only for a bundle that does not start by itself. Absent or empty is at once.
                     */
                    startTime?: string;
                } | {
                    /**
                     * @description The name of a bundle. Case sensitive.
                     * @example esim_1GB_7D_GB_V2
                     */
                    bundle: string;
                    /**
                     * @description How many times.
                     * @default 1
                     */
                    repeat?: number;
                    /** @description Use a new eSIM where the bundle does not fit the one named. */
                    allowReassign?: boolean;
                    /**
                     * Format: date-time
                     * @description Only for a bundle that does not start by itself. Absent or empty is at once.
                     */
                    startTime?: string;
                } | {
                    /**
                     * @description The name of a bundle. Case sensitive.
                     * @example esim_1GB_7D_GB_V2
                     */
                    name: string;
                    /**
                     * @description The number of an eSIM profile: 18 to 22 digits.
                     * @example 8943108167000000019
                     */
                    iccid?: string;
                    /** @description Use a new eSIM where the bundle does not fit the one named. */
                    allowReassign?: boolean;
                    /**
                     * Format: date-time
                     * @description Only for a bundle that does not start by itself. Absent or empty is at once.
                     */
                    startTime?: string;
                } | {
                    /**
                     * @description The name of a bundle. Case sensitive.
                     * @example esim_1GB_7D_GB_V2
                     */
                    name: string;
                    /**
                     * @description How many times.
                     * @default 1
                     */
                    repeat?: number;
                    /** @description Use a new eSIM where the bundle does not fit the one named. */
                    allowReassign?: boolean;
                    /**
                     * Format: date-time
                     * @description Only for a bundle that does not start by itself. Absent or empty is at once.
                     */
                    startTime?: string;
                } | {
                    /** @description Names, or objects of a name and its options; each goes to its own eSIM. */
                    bundles: (string | {
                        /**
                         * @description The name of a bundle. Case sensitive.
                         * @example esim_1GB_7D_GB_V2
                         */
                        name: string;
                        /**
                         * @description The number of an eSIM profile: 18 to 22 digits.
                         * @example 8943108167000000019
                         */
                        iccid?: string;
                        /** @description Use a new eSIM where the bundle does not fit the one named. */
                        allowReassign?: boolean;
                        /**
                         * Format: date-time
                         * @description Only for a bundle that does not start by itself. Absent or empty is at once.
                         */
                        startTime?: string;
                    } | {
                        /**
                         * @description The name of a bundle. Case sensitive.
                         * @example esim_1GB_7D_GB_V2
                         */
                        name: string;
                        /**
                         * @description How many times.
                         * @default 1
                         */
                        repeat?: number;
                        /** @description Use a new eSIM where the bundle does not fit the one named. */
                        allowReassign?: boolean;
                        /**
                         * Format: date-time
                         * @description Only for a bundle that does not start by itself. Absent or empty is at once.
                         */
                        startTime?: string;
                    })[];
                    /** @description Use a new eSIM where the bundle does not fit the one named. */
                    allowReassign?: boolean;
                    /**
                     * Format: date-time
                     * @description Only for a bundle that does not start by itself. Absent or empty is at once.
                     */
                    startTime?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        esims: {
                            iccid: string;
                            status: string;
                            /**
                             * @description The name of a bundle. Case sensitive.
                             * @example esim_1GB_7D_GB_V2
                             */
                            bundle: string;
                        }[];
                        /**
                         * @description An order or apply reference: a UUID.
                         * @example 7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10
                         */
                        applyReference: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getInstallDetails: {
        parameters: {
            query: {
                /** @description References of orders, applies or assignments. */
                reference: string[];
                /** @description Fields to add, separated by commas: `appleInstallUrl`. Others are ignored. */
                additionalFields?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/json": {
                        /**
                         * @description The number of an eSIM profile: 19 digits.
                         * @example 8943108167000000019
                         */
                        iccid: string;
                        matchingId: string;
                        rspUrl: string;
                        smdpAddress: string;
                        /**
                         * @description The name of a bundle. Case sensitive.
                         * @example esim_1GB_7D_GB_V2
                         */
                        bundle: string;
                        /**
                         * @description An order or apply reference: a UUID.
                         * @example 7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10
                         */
                        reference: string;
                        appleInstallUrl?: string;
                    }[];
                    "application/zip": string;
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The eSIM was deleted. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getInstallCsv: {
        parameters: {
            query?: {
                /** @description Fields to add, separated by commas: `appleInstallUrl`. Others are ignored. */
                additionalFields?: string;
            };
            header?: never;
            path: {
                /** @description An order or apply reference: a UUID. */
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The eSIM was deleted. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getQrCodes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description An order or apply reference: a UUID. */
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                    "image/png": string;
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The eSIM was deleted. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getEsim: {
        parameters: {
            query?: {
                /** @description Fields to add, separated by commas: `appleInstallUrl`. Others are ignored. */
                additionalFields?: string;
            };
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The number of an eSIM profile: 19 digits.
                         * @example 8943108167000000019
                         */
                        iccid: string;
                        pin: string;
                        puk: string;
                        matchingId: string;
                        /** @description A bare host name. */
                        smdpAddress: string;
                        profileStatus: string;
                        /** @description Milliseconds since the epoch; null before the first installation. */
                        firstInstalledDateTime: number | null;
                        customerRef: string;
                        appleInstallUrl?: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listEsimBundles: {
        parameters: {
            query?: {
                /** @description Also depleted, expired, revoked and lapsed ones. */
                includeUsed?: boolean;
                /** @description Assignments to return. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bundles: {
                            /**
                             * @description The name of a bundle. Case sensitive.
                             * @example esim_1GB_7D_GB_V2
                             */
                            name: string;
                            description: string;
                            assignments: {
                                /** @description Digits. A refund to the balance names it as offerId. */
                                id: string;
                                /** @constant */
                                callTypeGroup: "data";
                                /** @description Bytes. */
                                initialQuantity: number;
                                /** @description Bytes. */
                                remainingQuantity: number;
                                /**
                                 * @description Absent until the bundle has started.
                                 * @example 2026-01-09T10:55:57.202000001Z
                                 */
                                startTime?: string;
                                /**
                                 * @description Absent until the bundle has started.
                                 * @example 2026-01-09T10:55:57.202000001Z
                                 */
                                endTime?: string;
                                /** @example 2026-01-09T10:55:57.202000001Z */
                                assignmentDateTime: string;
                                assignmentReference: string;
                                /** @enum {string} */
                                bundleState: "processing" | "queued" | "active" | "depleted" | "expired" | "revoked" | "lapsed";
                                unlimited: boolean;
                            }[];
                        }[];
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    applyBundleToEsim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The name of a bundle. Case sensitive.
                     * @example esim_1GB_7D_GB_V2
                     */
                    name: string;
                    /**
                     * Format: date-time
                     * @description Only for a bundle that does not start by itself. Absent or empty is at once.
                     */
                    startTime?: string;
                    /**
                     * @description How many times.
                     * @default 1
                     */
                    repeat?: number;
                } | {
                    /**
                     * @description The name of a bundle. Case sensitive.
                     * @example esim_1GB_7D_GB_V2
                     */
                    bundle: string;
                    /**
                     * Format: date-time
                     * @description Only for a bundle that does not start by itself. Absent or empty is at once.
                     */
                    startTime?: string;
                    /**
                     * @description How many times.
                     * @default 1
                     */
                    repeat?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getBundleStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
                /** @description The name of a bundle. Case sensitive. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        assignments: {
                            /** @description Digits. A refund to the balance names it as offerId. */
                            id: string;
                            /** @constant */
                            callTypeGroup: "data";
                            /** @description Bytes. */
                            initialQuantity: number;
                            /** @description Bytes. */
                            remainingQuantity: number;
                            /**
                             * @description Absent until the bundle has started.
                             * @example 2026-01-09T10:55:57.202000001Z
                             */
                            startTime?: string;
                            /**
                             * @description Absent until the bundle has started.
                             * @example 2026-01-09T10:55:57.202000001Z
                             */
                            endTime?: string;
                            /** @example 2026-01-09T10:55:57.202000001Z */
                            assignmentDateTime: string;
                            assignmentReference: string;
                            /** @enum {string} */
                            bundleState: "processing" | "queued" | "active" | "depleted" | "expired" | "revoked" | "lapsed";
                            unlimited: boolean;
                        }[];
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    revokeBundle: {
        parameters: {
            query?: {
                refundToBalance?: boolean;
                /** @description The id of the assignment; needed with `refundToBalance`. */
                offerId?: string;
                /** @description `validate` only tells what would happen; `transaction`, the default, does it. */
                type?: "validate" | "transaction";
            };
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
                /** @description The name of a bundle. Case sensitive. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    revokeApplication: {
        parameters: {
            query?: {
                /** @description `validate` only tells what would happen; `transaction`, the default, does it. */
                type?: "validate" | "transaction";
            };
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
                /** @description The name of a bundle. Case sensitive. */
                name: string;
                assignmentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    revokeAssignment: {
        parameters: {
            query?: {
                /** @description `validate` only tells what would happen; `transaction`, the default, does it. */
                type?: "validate" | "transaction";
            };
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
                /** @description The name of a bundle. Case sensitive. */
                name: string;
                assignmentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    checkCompatibility: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
                /** @description The name of a bundle. Case sensitive. */
                bundle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        compatible: boolean;
                        /** @description Whether it is, in words. */
                        status: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listHistory: {
        parameters: {
            query?: {
                /** @description The page to return, from 1. */
                page?: number;
                /** @description Entries on a page. */
                perPage?: number;
            };
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        actions: {
                            name: string;
                            bundleName: string;
                            bundle: string;
                            /** @example 2026-01-09T10:55:57.202000001Z */
                            date: string;
                            /** @enum {string} */
                            bundleState?: "processing" | "queued" | "active" | "depleted" | "expired" | "revoked" | "lapsed";
                            alertType?: string;
                        }[];
                        pageCount: number;
                        rows: number;
                        pageSize: number;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getLocation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The TADIG code of the network. */
                        mobileNetworkCode: string;
                        networkName: string;
                        networkBrandName: string;
                        country: string;
                        /** @example 2026-01-09T10:55:57.202000001Z */
                        lastSeen?: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    refreshEsim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    sendSms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    message: string;
                    /**
                     * @description The sender.
                     * @default eSIM
                     * @enum {string}
                     */
                    from?: "eSIM";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    };
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getInstallDetailsByPath: {
        parameters: {
            query?: {
                /** @description Fields to add, separated by commas: `appleInstallUrl`. Others are ignored. */
                additionalFields?: string;
            };
            header?: never;
            path: {
                /** @description An order or apply reference: a UUID. */
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/json": {
                        /**
                         * @description The number of an eSIM profile: 19 digits.
                         * @example 8943108167000000019
                         */
                        iccid: string;
                        matchingId: string;
                        rspUrl: string;
                        smdpAddress: string;
                        /**
                         * @description The name of a bundle. Case sensitive.
                         * @example esim_1GB_7D_GB_V2
                         */
                        bundle: string;
                        /**
                         * @description An order or apply reference: a UUID.
                         * @example 7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10
                         */
                        reference: string;
                        appleInstallUrl?: string;
                    }[];
                    "application/zip": string;
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The eSIM was deleted. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getEsimQrCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number of an eSIM profile: 18 to 22 digits. */
                iccid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description The request was understood and not accepted. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key is not valid, the eSIM is not in the account, or there is nothing to take. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The eSIM was deleted. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests in this second. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The service failed. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    usageCallback: {
        parameters: {
            query?: never;
            header?: {
                /** @description The signature of the body; absent from V2. */
                "X-Signature-SHA256"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The number of an eSIM profile: 19 digits.
                     * @example 8943108167000000019
                     */
                    iccid: string;
                    /** @constant */
                    alertType: "Utilisation";
                    bundle: {
                        id: string;
                        reference: string;
                        /**
                         * @description The name of a bundle. Case sensitive.
                         * @example esim_1GB_7D_GB_V2
                         */
                        name: string;
                        initialQuantity: number;
                        remainingQuantity: number;
                        /** @example 2026-01-09T10:55:57.202000001Z */
                        startTime: string;
                        /** @example 2026-01-09T10:55:57.202000001Z */
                        endTime: string;
                        description: string;
                        unlimited: boolean;
                        /** @constant */
                        unit?: "BYTES";
                    };
                } | {
                    /**
                     * @description The number of an eSIM profile: 19 digits.
                     * @example 8943108167000000019
                     */
                    iccid: string;
                    /** @constant */
                    alertType: "Utilisation";
                    bundle: {
                        /**
                         * @description The name of a bundle. Case sensitive.
                         * @example esim_1GB_7D_GB_V2
                         */
                        name: string;
                        initialQuantity: number;
                        remainingQuantity: number;
                        /** @example 2026-01-09T10:55:57.202000001Z */
                        startTime: string;
                        /** @example 2026-01-09T10:55:57.202000001Z */
                        endTime: string;
                    };
                } | {
                    /** @constant */
                    alertType: "FirstAttachment";
                    /**
                     * @description The number of an eSIM profile: 19 digits.
                     * @example 8943108167000000019
                     */
                    iccid: string;
                } | {
                    /** @constant */
                    alertType: "FirstUse";
                    /**
                     * @description The number of an eSIM profile: 19 digits.
                     * @example 8943108167000000019
                     */
                    iccid: string;
                    bundle: {
                        /**
                         * @description The name of a bundle. Case sensitive.
                         * @example esim_1GB_7D_GB_V2
                         */
                        name: string;
                        initialQuantity: number;
                        remainingQuantity: number;
                        /** @example 2026-01-09T10:55:57.202000001Z */
                        startTime: string;
                        /** @example 2026-01-09T10:55:57.202000001Z */
                        endTime: string;
                    };
                } | {
                    /** @enum {string} */
                    alertType: "LowBalance" | "InsufficientBalance";
                    balanceInfo: {
                        /** @example 1.36 */
                        balance: number;
                        /** @example 1.36 */
                        threshold: number;
                        thresholdPercentRemaining: number;
                    };
                } | {
                    /** @enum {string} */
                    alertType: "Topup" | "AutoTopup" | "eSIMGoTopup";
                    bundle: {
                        oldAmount: number;
                        newAmount: number;
                    };
                } | {
                    /** @example 2026-01-09T10:55:57.202000001Z */
                    date: string;
                    /** @enum {string} */
                    event: "esim.deletion_scheduled" | "esim.deleted";
                    /**
                     * @description The number of an eSIM profile: 19 digits.
                     * @example 8943108167000000019
                     */
                    iccid: string;
                };
            };
        };
        responses: {
            /** @description Any answer of 2xx takes the callback. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
