"""Causes that show themselves alike: what to think of next when a first guess is wrong.

Sources: the second guesses of public reports, and the pages of Zoho that give one answer for
several causes (its tables of errors at the token and the authorization endpoint).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LOOKALIKES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "scope_missing": ("org_id_missing_or_wrong", "user_has_no_permission"),
        "wrong_data_centre": ("client_not_found", "api_domain_wrong", "wrong_client_secret"),
        "access_token_expired": ("api_domain_wrong", "clock_skew", "refresh_token_overwritten"),
        "sdk_bug_missing_field": ("scope_missing", "access_token_expired", "error_body_ignored"),
        "org_id_missing_or_wrong": ("user_has_no_permission", "scope_missing"),
        "code_expired_or_used": ("wrong_data_centre", "redirect_uri_mismatch"),
        "too_many_token_requests": ("refresh_token_revoked_or_evicted", "error_body_ignored"),
        "wrong_auth_header": ("access_token_expired", "api_domain_wrong"),
        "api_domain_wrong": ("access_token_expired", "wrong_data_centre"),
        "other": ("scope_missing", "wrong_data_centre"),
        "redirect_uri_mismatch": ("self_client_vs_server_client", "url_encoding_broken"),
        "refresh_token_revoked_or_evicted": ("wrong_data_centre", "code_expired_or_used"),
        "client_not_found": ("wrong_data_centre", "multi_dc_disabled"),
        "refresh_token_missing_offline": (
            "refresh_token_missing_no_reconsent",
            "refresh_token_overwritten",
        ),
        "refresh_token_missing_no_reconsent": (
            "refresh_token_missing_offline",
            "refresh_token_overwritten",
        ),
        "scope_name_invalid": ("scope_missing", "url_encoding_broken"),
        "wrong_client_secret": ("wrong_data_centre", "client_not_found"),
        "html_response_wrong_host": ("wrong_product_endpoint", "api_domain_wrong"),
        "token_store_permission": ("token_store_user_mismatch", "refresh_token_overwritten"),
        "error_body_ignored": ("wrong_data_centre", "refresh_token_revoked_or_evicted"),
        "wrong_grant_type": ("scope_missing", "client_not_in_offline_mode"),
        "multi_dc_disabled": ("wrong_data_centre", "client_not_found"),
        "user_has_no_permission": ("scope_missing", "org_id_missing_or_wrong"),
        "token_truncated_or_whitespace": (
            "refresh_token_revoked_or_evicted",
            "url_encoding_broken",
        ),
        "user_denied_consent": ("too_many_token_requests", "consumer_app_blocked"),
        "network_or_tls": ("browser_cors_blocked", "zoho_service_outage"),
        "client_not_in_offline_mode": (
            "refresh_token_missing_offline",
            "token_store_user_mismatch",
        ),
        "token_store_user_mismatch": ("token_store_permission", "client_not_in_offline_mode"),
        "no_token_sent": ("wrong_auth_header", "auth_header_lost_on_redirect"),
        "oidc_token_validation": ("sdk_bug_missing_field", "client_type_wrong"),
        "refresh_token_used_as_code": ("code_expired_or_used", "wrong_grant_type"),
        "self_client_vs_server_client": ("redirect_uri_mismatch", "client_type_wrong"),
        "client_type_wrong": ("self_client_vs_server_client", "redirect_uri_mismatch"),
        "url_encoding_broken": ("shell_quoting_broken", "redirect_uri_mismatch"),
        "account_inactive": ("user_has_no_permission", "org_id_missing_or_wrong"),
        "clock_skew": ("access_token_expired", "too_many_token_requests"),
        "access_token_saved_as_refresh_token": (
            "refresh_token_overwritten",
            "refresh_token_revoked_or_evicted",
        ),
        "code_used_as_access_token": ("refresh_token_used_as_access_token", "access_token_expired"),
        "refresh_token_used_as_access_token": ("wrong_auth_header", "access_token_expired"),
        "auth_header_lost_on_redirect": ("no_token_sent", "wrong_auth_header"),
        "zoho_service_outage": ("network_or_tls", "html_response_wrong_host"),
        "wrong_token_identity": ("scope_missing", "user_has_no_permission"),
        "app_callback_bug": ("redirect_uri_mismatch", "org_id_missing_or_wrong"),
        "shell_quoting_broken": ("url_encoding_broken", "params_not_form_encoded"),
        "code_used_as_refresh_token": ("refresh_token_revoked_or_evicted", "wrong_grant_type"),
        "params_not_form_encoded": ("url_encoding_broken", "wrong_grant_type"),
        "consumer_app_blocked": ("user_denied_consent", "user_has_no_permission"),
        "state_mismatch": ("redirect_uri_mismatch", "app_callback_bug"),
        "wrong_product_endpoint": ("html_response_wrong_host", "scope_missing"),
        "refresh_token_overwritten": (
            "refresh_token_missing_no_reconsent",
            "access_token_expired",
        ),
        "browser_cors_blocked": ("network_or_tls", "client_type_wrong"),
        "credential_exposed": (),
    }
)
"""Cause -> causes that look like it, the likeliest first."""
